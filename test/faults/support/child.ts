import { runTask, type TaskOrders } from './taskProcess';

/** What a child process is to do. */
export type Orders = TaskOrders;

runTask(JSON.parse(process.argv[2] ?? '') as Orders).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
