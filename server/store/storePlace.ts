/** Where the database is: a file in the data folder, or a Postgres server's. */
export type StorePlace = { dialect: 'sqlite'; folder: string } | { dialect: 'postgres'; url: string }

/** Of a database's address what is no secret. */
export function shownDatabase(url: string): string {
  if (!URL.canParse(url)) return 'of AI_PLAYGROUND_DATABASE'
  const { hostname, port, pathname, searchParams } = new URL(url)
  const name = decodeURIComponent(pathname.slice(1))
  const server = `at ${hostname || searchParams.get('host') || 'localhost'}:${port || '5432'}`
  return name === '' ? server : `${name} ${server}`
}
