import { globSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { findPostgres } from './e2e/process/postgresServer.ts'

const suites = '{server,web,e2e}/**/*.test.{ts,tsx}'
const ofPostgres = 'e2e/postgres/**/*.test.ts'

/** What opens a database of either kind runs over both. */
const overBoth = globSync(suites).filter((file) =>
  /(testDatabase|testApp|sharing|canaryFile)\.testing\.ts/.test(readFileSync(file, 'utf8')),
)

const hasPostgres = findPostgres() !== undefined
if (!hasPostgres) process.stdout.write('No Postgres server is installed: its suites are skipped.\n')

const common = { testTimeout: 30_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    projects: [
      { test: { ...common, name: 'sqlite', include: [suites], exclude: [ofPostgres] } },
      ...(hasPostgres
        ? [
            {
              test: {
                ...common,
                name: 'postgres',
                include: [...overBoth, ofPostgres],
                globalSetup: 'e2e/postgres/vitestPostgres.ts',
              },
            },
          ]
        : []),
    ],
  },
})
