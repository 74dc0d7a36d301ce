import { maxServedEntities, type EndpointConfig } from '../contract/servingEndpoint.ts'
import type { Task } from '../contract/task.ts'
import type { ProviderRow } from '../providers/providerRow.ts'
import { readExternalModel, type ModelConnection } from './externalModel.ts'
import type { FieldReader } from './fieldReader.ts'

export interface ServedEntityRead {
  name: string
  connection: ModelConnection
  /** All of an endpoint's sum to 100. */
  trafficPercentage: number
}

interface Place {
  /** Where the config stands. */
  path: PropertyKey[]
  fields: FieldReader
  providers: ProviderRow[]
}

/** The served entities of an endpoint's config and their shares; refuses, through `fields`, what makes no sense. */
export function readServedEntities(config: EndpointConfig, place: Place): { task: Task; entities: ServedEntityRead[] } {
  const { path, fields, providers } = place
  const list = config.served_entities ?? []
  const at = (...steps: PropertyKey[]) => [...path, 'served_entities', ...steps]
  if (config.served_models !== undefined && list.length === 0)
    fields.refuse(
      [...path, 'served_models'],
      'this server serves external models only; describe them in served_entities.',
    )
  if (list.length === 0) fields.refuse(at(), 'an endpoint has at least one served entity.')
  if (list.length > maxServedEntities)
    fields.refuse(at(), `an endpoint has at most ${maxServedEntities} served entities, and here are ${list.length}.`)
  const names = new Set<string>()
  let task: Task | undefined
  const entities = list.map(({ name: given, external_model: model }, index) => {
    if (model === undefined)
      return fields.refuse(
        at(index),
        'external_model is missing. This server serves external models only: it runs no registered or foundation models.',
      )
    if (given !== undefined && !servedName.test(given))
      fields.refuse(at(index, 'name'), 'it may hold letters, digits, ., :, - and _ only.')
    const name = given ?? defaultName(model.name)
    if (names.has(name))
      fields.refuse(at(index, 'name'), `another served entity is named ${name} too. Give each a name of its own.`)
    names.add(name)
    task ??= model.task
    if (model.task !== task)
      fields.refuse(
        at(index, 'external_model', 'task'),
        `all served entities of an endpoint have one task; this is ${model.task}, the first is ${task}.`,
      )
    const connection = readExternalModel({ model, path: at(index, 'external_model'), fields, providers })
    return { name, connection, trafficPercentage: 0 }
  })
  readTraffic(config, entities, place)
  return { task: task ?? fields.refuse(at(), 'an endpoint has a task.'), entities }
}

const servedName = /^[A-Za-z0-9_.:-]{1,200}$/

/** Databricks writes `.` and `:` as `-`; so is whatever else a path cannot hold. */
function defaultName(model: string): string {
  return model.replace(/[^A-Za-z0-9_-]/g, '-')
}

function readTraffic({ traffic_config: traffic }: EndpointConfig, entities: ServedEntityRead[], place: Place): void {
  const { path, fields } = place
  const routes = traffic?.routes ?? []
  const at = (...steps: PropertyKey[]) => [...path, 'traffic_config', 'routes', ...steps]
  const [first] = entities
  if (routes.length === 0) {
    if (entities.length > 1 || first === undefined)
      fields.refuse(
        [...path, 'traffic_config'],
        'several served entities need routes with percentages that sum to 100.',
      )
    else first.trafficPercentage = 100
    return
  }
  const routed = new Set<string>()
  let sum = 0
  for (const [index, route] of routes.entries()) {
    const name = route.served_model_name ?? route.served_entity_name
    const entity = entities.find((it) => it.name === name)
    if (name === undefined) return fields.refuse(at(index), 'it needs served_model_name.')
    if (entity === undefined)
      return fields.refuse(
        at(index, 'served_model_name'),
        `there is no served entity ${name}. Expected one of: ${entities.map((it) => it.name).join(', ')}.`,
      )
    if (routed.has(name)) fields.refuse(at(index, 'served_model_name'), `${name} has a route already.`)
    routed.add(name)
    const percentage = Number(route.traffic_percentage)
    if (percentage > 100) fields.refuse(at(index, 'traffic_percentage'), 'expected 0 to 100.')
    entity.trafficPercentage = percentage
    sum += percentage
  }
  if (sum !== 100) fields.refuse(at(), `the traffic percentages sum to ${sum}; expected 100.`)
}
