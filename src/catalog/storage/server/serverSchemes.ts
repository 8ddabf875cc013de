/** The schemes of the URLs of project databases on servers, without `:`. */
export const serverSchemes = ['postgres', 'postgresql', 'mariadb', 'mysql'] as const;

export type ServerScheme = (typeof serverSchemes)[number];
