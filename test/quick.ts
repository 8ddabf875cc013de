// npm run test:quick: types, lint and the unit tests on SQLite beside each other, for every save.
import { runAsProcess } from './lanes/asProcess';
import { runLanes } from './lanes/lanes';

runAsProcess((signal) =>
  runLanes(
    [
      [{ title: 'Types', script: ['check-types:quick'], kind: 'check' }],
      [{ title: 'Lint', script: ['lint:quick'], kind: 'check' }],
      [
        {
          title: 'Unit tests on SQLite',
          script: ['test:unit', '--', '--parallel'],
          kind: 'suite',
          environment: { THOTH_TEST_ENGINES: 'sqlite' },
        },
      ],
    ],
    signal,
  ),
);
