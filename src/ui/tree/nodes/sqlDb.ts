import * as l10n from '@vscode/l10n';
import type { SqlDb } from '../../../model/databases';
import { sourceEngines } from '../../../sources/engines';
import { endedText, joined } from '../../texts/texts';
import type { ItemContext, ItemParts, TooltipParts } from '../itemParts';
import type { WorkspaceTreeNode } from './workspace';

/** A registered database. Kept over refreshes, and updated in place, so that it can be refreshed alone. */
export interface SqlDbTreeNode {
  readonly type: 'sqlDb';
  readonly id: string;
  readonly parent: WorkspaceTreeNode | undefined;
  sqlDb: SqlDb;
}

export function sqlDbParts({ sqlDb }: SqlDbTreeNode, { registry }: ItemContext): ItemParts {
  const running = registry.listOf({ type: 'sqlDb', id: sqlDb.id }).length > 0;
  const failed = Object.values(sqlDb.tasks).some(({ status }) => status === 'FAILED');
  return {
    label: sqlDb.name,
    icon: { id: 'database' },
    description: joined([engineLabel(sqlDb), running ? l10n.t('running') : failed ? endedText('FAILED') : '']),
    state: 'expanded',
    contextValue: `sqlDb.${running ? 'running' : 'idle'}${isServer(sqlDb) ? '.server' : ''}`,
  };
}

export function sqlDbTooltip({ sqlDb }: SqlDbTreeNode): TooltipParts {
  const { name, dbName, dbHost, dbPort, schema, userName, ssh, language } = sqlDb;
  return {
    heading: name,
    details: [
      [l10n.t('Type'), engineLabel(sqlDb)],
      [l10n.t('Server'), dbHost === undefined ? '' : `${dbHost}${dbPort === undefined ? '' : `:${dbPort}`}`],
      [l10n.t('Through SSH'), ssh?.host ?? ''],
      [l10n.t('Database'), dbName],
      [l10n.t('Schema'), schema ?? ''],
      [l10n.t('User'), userName ?? ''],
      [l10n.t('Language of comments'), language ?? ''],
    ],
  };
}

function isServer({ dbType }: SqlDb): boolean {
  return sourceEngines.get(dbType)?.isFile === false;
}

function engineLabel({ dbType }: SqlDb): string {
  return sourceEngines.get(dbType)?.label ?? dbType;
}
