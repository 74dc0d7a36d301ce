import type { TestProject } from 'vitest/node'
import { startPostgres } from '../process/postgresServer.ts'

/** One server for all the suites that run over Postgres; each opens databases of its own on it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres()
  project.provide('postgres', server.url())
  return () => server.remove()
}
