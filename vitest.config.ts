import { globSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { findPostgres } from './e2e/process/postgresServer.ts'

/** What opens a database of either kind runs over both, once in each project; what asks for Postgres, over that alone. */
const suites = globSync('{server,web,e2e}/**/*.test.{ts,tsx}')
const overBoth = suites.filter(names(/(testDatabase|testApp|sharing|canaryFile)\.testing\.ts'/))
const overPostgres = suites.filter(names(/inject\('postgres'\)|postgresServer\.ts'/))

const hasPostgres = findPostgres() !== undefined
if (!hasPostgres) process.stdout.write('No Postgres server is installed: its suites are skipped.\n')

// A second, vitest's own patience in a poll, is little on busy cores.
const common = { testTimeout: 30_000, hookTimeout: 120_000, expect: { poll: { timeout: 15_000 } } }
const sqlite = { ...common, name: 'sqlite', include: suites, exclude: overPostgres }
const postgres = {
  ...common,
  name: 'postgres',
  include: [...overBoth, ...overPostgres],
  globalSetup: 'e2e/postgres/vitestPostgres.ts',
}

export default defineConfig({
  test: { projects: [{ test: sqlite }, ...(hasPostgres ? [{ test: postgres }] : [])] },
})

function names(pattern: RegExp): (file: string) => boolean {
  return (file) => pattern.test(readFileSync(file, 'utf8'))
}
