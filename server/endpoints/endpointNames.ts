/** A model that wants a name. `wish` is a name someone chose; without one the model's own name is taken. */
export interface Candidate {
  upstreamId: string
  upstreamName: string
  model: string
  wish?: string
}

/** Identifies a model whatever it is called. */
export function modelKey({ upstreamId, model }: { upstreamId: string; model: string }): string {
  return JSON.stringify([upstreamId, model])
}

/**
 * The endpoint names of all candidates, in their order, each unique and none of `reserved`.
 *
 * Saved sessions hold names, so a name must never come to mean another model because some list arrived sooner. Chosen
 * names come first; then `given` (key → name), what earlier calls gave; the rest get the model's name, or
 * `upstream/model` where that is taken or was given away before.
 */
export function nameEndpoints(
  candidates: Candidate[],
  { reserved, given }: { reserved: Iterable<string>; given: ReadonlyMap<string, string> },
): string[] {
  const taken = new Set(reserved)
  const names = candidates.map(({ model }) => model)
  const take = (index: number, name: string) => {
    names[index] = name
    taken.add(name)
  }
  for (const [index, candidate] of candidates.entries())
    if (candidate.wish !== undefined) take(index, firstFree(candidate, candidate.wish, taken))
  const rest: [number, Candidate][] = []
  for (const [index, candidate] of candidates.entries()) {
    if (candidate.wish !== undefined) continue
    const earlier = given.get(modelKey(candidate))
    if (earlier !== undefined && !taken.has(earlier)) take(index, earlier)
    else rest.push([index, candidate])
  }
  const promised = new Set([...taken, ...given.values()])
  for (const [index, candidate] of rest) {
    const name = firstFree(candidate, candidate.model, promised)
    promised.add(name)
    names[index] = name
  }
  return names
}

function firstFree({ upstreamName }: Candidate, name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  const qualified = `${upstreamName}/${name}`
  for (let number = 1; ; number++) {
    const tried = number === 1 ? qualified : `${qualified} (${number})`
    if (!taken.has(tried)) return tried
  }
}
