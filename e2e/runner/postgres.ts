import { spawnSync } from 'node:child_process'
import { findPostgres } from '../process/postgresServer.ts'
import { runStep } from './step.ts'

const msPackage = 300_000

/**
 * Sees to a Postgres server for the suites: the machine's own, or, where there has to be one, the distribution's package.
 * Throws with what was tried.
 */
export async function findOrInstallPostgres(isRequired: boolean): Promise<void> {
  if (findPostgres() !== undefined) return
  if (!isRequired || process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0)
    throw new Error('no Postgres server is installed')
  process.stdout.write("No Postgres found: installing the distribution's package.\n")
  await runStep('apt-get', ['update'], { ms: msPackage })
  const install = await runStep('apt-get', ['install', '-y', '--no-install-recommends', 'postgresql'], {
    ms: msPackage,
    // A package it needs asks for the time zone otherwise.
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (findPostgres() !== undefined) return
  throw new Error(
    `no Postgres server is installed; apt-get install postgresql: ${install.output.trimEnd().split('\n').at(-1)}`,
  )
}
