import type { Endpoint } from '../../../server/contract/endpoint.ts'
import type { LocalModel } from '../../../server/contract/localModel.ts'
import { EndpointLine } from './EndpointLine.tsx'
import { LocalModelLine } from './LocalModelLine.tsx'
import { searchEndpoints } from './searchEndpoints.ts'

interface LocalModelsProps {
  models: LocalModel[]
  /** Endpoints of no upstream: local models that are there, and echo. */
  builtIn: Endpoint[]
  find: string
}

export function LocalModels({ models, builtIn, find }: LocalModelsProps) {
  const shownModels = models.filter((model) =>
    `${model.name} ${model.title} this machine`.toLowerCase().includes(find.toLowerCase()),
  )
  const others = builtIn.filter((endpoint) => !models.some((model) => model.name === endpoint.name))
  const shownOthers = searchEndpoints(others, find, 'This machine')
  if (shownModels.length + shownOthers.length === 0) return null
  return (
    <section aria-labelledby="this-machine" className="overflow-hidden rounded-outer border border-line bg-surface">
      <header className="border-b border-line px-3 py-2.5">
        <h2 id="this-machine" className="text-reading font-semibold">
          This machine
        </h2>
        <p className="text-note text-ink-3">Models that run here. Nothing leaves the machine, and no key is needed.</p>
      </header>
      <ul>
        {shownModels.map((model) => (
          <LocalModelLine key={model.name} model={model} />
        ))}
        {shownOthers.map((endpoint) => (
          <EndpointLine key={endpoint.name} endpoint={endpoint} />
        ))}
      </ul>
    </section>
  )
}
