import { installClients } from './installClients.ts'
import { runClients } from './runClients.ts'

/** By hand: `node e2e/clients/main.ts OpenAI` runs the scripts of that name, CLIENTS_ONLY=stream the checks of that name. */
const { passed, failed, remarks } = await runClients(installClients(), new RegExp(process.argv[2] ?? '', 'i'))
for (const remark of remarks) process.stdout.write(`${remark}\n`)
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
