import type { SessionFile } from '../contract/sessionFile.ts'
import type { Say } from './sayText.ts'

export interface Names {
  /** Of an endpoint, or of a file that vectors came from. */
  of(name: string): string
}

/** Endpoints under their names, or as Model A, Model B … in the order of the panes. */
export function sharedNames(file: SessionFile, { isNamed, say }: { isNamed: boolean; say: Say }): Names {
  if (isNamed) return { of: say }
  const { document } = file.session
  const ofPanes =
    document.page === 'embed'
      ? document.models.flatMap(({ endpoint, file: name }) => endpoint ?? name ?? [])
      : document.panes.flatMap(({ endpoint }) => endpoint ?? [])
  const known = new Set([...ofPanes, ...file.invocations.map(({ endpoint }) => endpoint)])
  const letters = new Map([...known].map((name, index) => [name, `Model ${letterOf(index)}`]))
  return { of: (name) => letters.get(name) ?? 'Model' }
}

function letterOf(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : String(index + 1)
}
