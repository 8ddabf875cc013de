import { defaultPort } from './address';
import { openMysql } from './open';
import type { SourceEngine } from '../source';

/** MySQL databases. Which of the two a server really is, it says itself: either engine reads both. */
export const mysqlEngine: SourceEngine = {
  dbType: 'mysql',
  label: 'MySQL',
  isFile: false,
  defaultPort,
  defaultSchema: '',
  urlSchemes: ['mysql'],
  open: (settings, signal, onNotice) => openMysql(settings, signal, onNotice),
};

/** MariaDB databases. */
export const mariadbEngine: SourceEngine = {
  dbType: 'mariadb',
  label: 'MariaDB',
  isFile: false,
  defaultPort,
  defaultSchema: '',
  urlSchemes: ['mariadb'],
  open: (settings, signal, onNotice) => openMysql(settings, signal, onNotice),
};
