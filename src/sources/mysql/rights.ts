/** Privileges on `*.*` that reach data only; anything else may reach files, settings or accounts of the server. */
const dataPrivileges: ReadonlySet<string> = new Set([
  ...['USAGE', 'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'DELETE HISTORY', 'REFERENCES', 'INDEX', 'TRIGGER', 'EVENT'],
  ...['CREATE', 'ALTER', 'DROP', 'CREATE TEMPORARY TABLES', 'LOCK TABLES', 'CREATE VIEW', 'SHOW VIEW'],
  ...['EXECUTE', 'CREATE ROUTINE', 'ALTER ROUTINE', 'SHOW CREATE ROUTINE', 'SHOW DATABASES', 'PROCESS'],
]);

const roleName = '`(?:[^`]|``)*`(?:@`(?:[^`]|``)*`)?';
const rolesPattern = new RegExp(`^GRANT (${roleName}(?:, ?${roleName})*) TO `);
const rolePattern = new RegExp(roleName, 'g');

/**
 * Whether a login has privileges beyond the data, such as FILE and SUPER, itself or by a role that it could switch to.
 * @param showGrants runs a SHOW GRANTS, and gives its lines
 * @throws what `showGrants` does
 */
export async function reachesServer(
  showGrants: (sql: string) => Promise<readonly string[]>,
  isMariaDb: boolean,
): Promise<boolean> {
  const lines = await showGrants('SHOW GRANTS');
  const roles = lines.flatMap((line) => rolesPattern.exec(line)?.[1]?.match(rolePattern) ?? []);
  // MariaDB shows what the current roles may do, and nothing about the others
  if (isMariaDb)
    return lines.some(isBeyondData) || roles.some((role) => !lines.some((line) => isPrivilegeOf(role, line)));
  const using = `SHOW GRANTS FOR CURRENT_USER() USING ${roles.join(', ')}`;
  return (roles.length > 0 ? await showGrants(using) : lines).some(isBeyondData);
}

function isPrivilegeOf(role: string, line: string): boolean {
  return line.includes(' ON ') && line.includes(` TO ${role}`);
}

function isBeyondData(line: string): boolean {
  const privileges = /^GRANT (.+) ON \*\.\* TO /.exec(line)?.[1]?.split(',') ?? [];
  return privileges.some((privilege) => !dataPrivileges.has(privilege.trim()));
}
