import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Counts } from '../runner/counts.ts'
import type { Installed, PythonClient } from './installClients.ts'
import { checkCount, runScript, type CheckResult } from './runScript.ts'
import { setStage, type Stage } from './stage.ts'

/**
 * The real clients of Databricks Model Serving against the real server: every call of the documentation's page "Query
 * generative AI models", and what goes wrong. Without Python its checks are skipped and counted; with
 * CLIENTS_REQUIRED=1, as CI sets it, they have failed.
 */
interface Script {
  name: string
  file: string
  /** What runs it; undefined where that is not installed. */
  command: string | undefined
  /** Looks at what the others left. */
  isLast?: boolean
}

const folder = import.meta.dirname
/** Alone each takes half a minute; on two busy cores several times that. */
const msPerScript = 300_000

export async function runClients(installing: Promise<Installed>, only?: RegExp): Promise<Counts> {
  const counts: Counts = { passed: 0, failed: 0, remarks: [] }
  const installed = await installing
  if (installed.type === 'failed') return { ...counts, failed: 1, remarks: [`clients: ${installed.reason}`] }
  const scripts = scriptsOf(installed).filter(({ name }) => only?.test(name) ?? true)
  const stage = await setStage()
  const all: (CheckResult & { client: string })[] = []
  try {
    const ready = scripts.filter((script) => script.command !== undefined)
    for (const isLast of [false, true])
      await Promise.all(
        ready
          .filter((script) => (script.isLast ?? false) === isLast)
          .map(async (script) => {
            for (const result of await runOne(script, stage, installed)) all.push({ ...result, client: script.name })
          }),
      )
    // I1: whatever the clients did, the server threw nothing it did not expect, and told no secret.
    const log = stage.playground.log()
    const told = [...stage.context.secrets, stage.context.token].find((secret) => log.includes(secret))
    const isQuiet = told === undefined && !/unhandled|uncaught/i.test(log)
    all.push({ client: 'Server', check: 'its terminal stays quiet', error: isQuiet ? null : log, seconds: 0 })
  } finally {
    await stage.stop()
  }
  for (const { client, check, error } of all.filter((result) => result.error !== null))
    process.stdout.write(`✗ ${client}: ${check}\n${error}\n`)
  const results = join(folder, '../results')
  mkdirSync(results, { recursive: true })
  writeFileSync(join(results, 'clients.json'), JSON.stringify(all, null, 2))
  counts.failed = all.filter(({ error }) => error !== null).length
  counts.passed = all.length - counts.failed
  const skipped = scripts
    .filter((script) => script.command === undefined)
    .reduce((sum, { file }) => sum + checkCount(join(folder, file)), 0)
  if (skipped > 0 && installed.type === 'no python') {
    const isRequired = process.env['CLIENTS_REQUIRED'] === '1'
    if (isRequired) counts.failed += skipped
    counts.remarks.push(`clients: ${skipped} checks ${isRequired ? 'could not run' : 'skipped'}: ${installed.reason}`)
  }
  return counts
}

function scriptsOf(installed: Exclude<Installed, { type: 'failed' }>): Script[] {
  const python = (name: string, client: PythonClient, file: string): Script => ({
    name,
    file,
    command: installed.type === 'installed' ? installed.python[client] : undefined,
  })
  return [
    python('OpenAI Python, chat', 'openai', 'openai_chat_checks.py'),
    python('OpenAI Python, other tasks', 'openai', 'openai_task_checks.py'),
    python('OpenAI Python, errors', 'openai', 'openai_error_checks.py'),
    python('Databricks SDK, queries', 'databricks-sdk', 'sdk_query_checks.py'),
    python('Databricks SDK, endpoints', 'databricks-sdk', 'sdk_endpoint_checks.py'),
    python('MLflow Deployments', 'mlflow-skinny', 'mlflow_checks.py'),
    python('LangChain', 'databricks-langchain', 'langchain_checks.py'),
    { name: 'OpenAI Node', file: 'nodeChecks.ts', command: process.execPath },
    { name: 'curl', file: 'curlChecks.ts', command: process.execPath },
    python('Get code', 'openai', 'codeChecks.ts'),
    { ...python('Recording', 'openai', 'recordingChecks.ts'), isLast: true },
  ]
}

async function runOne(
  script: Script,
  stage: Stage,
  installed: Exclude<Installed, { type: 'failed' }>,
): Promise<CheckResult[]> {
  const results = await runScript(
    script.file.endsWith('.ts') ? process.execPath : (script.command ?? ''),
    join(folder, script.file),
    {
      env: {
        CLIENTS_CONTEXT: JSON.stringify(stage.context),
        CLIENTS_INSTALLED: JSON.stringify(installed),
        ...(process.env['CLIENTS_ONLY'] === undefined ? {} : { CLIENTS_ONLY: process.env['CLIENTS_ONLY'] }),
      },
      ms: msPerScript,
      onResult: ({ check, error, seconds }) =>
        process.stdout.write(`  ${error === null ? '✓' : '✗'} ${script.name}: ${check}  ${seconds.toFixed(1)} s\n`),
    },
  )
  return results
}
