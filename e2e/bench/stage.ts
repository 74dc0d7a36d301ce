import { availableParallelism } from 'node:os'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, startChild, freePort, type Child } from '../process/child.ts'
import { addUpstream, startPlayground, type Playground } from '../process/playgroundProcess.ts'
import { startSimulatorProcess, type SimulatorProcess } from '../process/simulatorProcess.ts'
import { invocationsPath, openAiTarget, ourTarget, type Target, type TargetName } from './targets/target.ts'

/** Everything one figure is measured with: the simulator, our server, the floor and the peer, each its own process. */
export interface Stage {
  simulator: SimulatorProcess
  playground: Playground
  floor: Child
  peer: Child
  targets: Record<TargetName, Target>
  cores: Cores
  close(): Promise<void>
}

export interface Cores {
  load?: string
  system?: string
}

/** Load and simulator on the first half of the machine, what is measured on the other. */
export function splitCores(): Cores {
  const count = availableParallelism()
  const hasTaskset = spawnSync('taskset', ['--version']).status === 0
  if (count < 2 || !hasTaskset) return {}
  const half = Math.floor(count / 2)
  return { load: `0-${half - 1}`, system: `${half}-${count - 1}` }
}

export async function openStage(models: string[], cores: Cores): Promise<Stage> {
  const simulator = await startSimulatorProcess(cores.load)
  await simulator.control('record', 'off')
  const system = cores.system === undefined ? {} : { cores: cores.system }
  const playground = await startPlayground(system)
  await addUpstream(playground, { url: simulator.url, models })
  const floor = await startChild(join(root, 'e2e/bench/targets/floor.ts'), [simulator.url], {
    ready: /listens on \S+/,
    ...system,
  })
  const floorUrl = /http:\S+/.exec(floor.log())?.[0] ?? ''
  const peerPort = await freePort()
  const peer = await startChild(
    join(root, 'node_modules/@portkey-ai/gateway/build/start-server.js'),
    [`--port=${peerPort}`, '--headless'],
    {
      nodeArgs: ['--import', join(root, 'e2e/bench/targets/mutableFetchHeaders.ts')],
      ready: /Ready for connections/,
      ...system,
    },
  )
  const own = `http://127.0.0.1:${playground.port}`
  const peerOrigin = `http://127.0.0.1:${peerPort}`
  const peerHeaders = { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${simulator.url}/v1` }
  return {
    simulator,
    playground,
    floor,
    peer,
    cores,
    targets: {
      direct: openAiTarget('direct', simulator.url),
      floor: openAiTarget('floor', floorUrl),
      ours: ourTarget(own),
      invocations: openAiTarget('invocations', own, { path: invocationsPath }),
      chat: openAiTarget('chat', own, { path: () => '/serving-endpoints/chat/completions' }),
      peer: openAiTarget('peer', peerOrigin, { headers: peerHeaders }),
      directWhole: openAiTarget('directWhole', simulator.url, { isStreamed: false }),
      peerWhole: openAiTarget('peerWhole', peerOrigin, { headers: peerHeaders, isStreamed: false }),
    },
    async close() {
      await Promise.all([simulator.stop(), playground.stop(), floor.stop(), peer.stop('SIGKILL')])
    },
  }
}
