import { contest, type ContestOrders } from './contestProcess';
import { runTask, type TaskOrders } from './taskProcess';
import { liveAsWindow, type WindowOrders } from './windowProcess';

/** What a child process is to do. */
export type Orders =
  | ({ readonly does: 'task' } & TaskOrders)
  | ({ readonly does: 'contest' } & ContestOrders)
  | ({ readonly does: 'window' } & WindowOrders);

async function obey(orders: Orders): Promise<void> {
  switch (orders.does) {
    case 'task':
      return runTask(orders);
    case 'contest':
      return contest(orders);
    case 'window':
      return liveAsWindow(orders);
  }
}

obey(JSON.parse(process.argv[2] ?? '') as Orders).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
