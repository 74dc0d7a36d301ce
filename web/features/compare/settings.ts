import type { Parameters } from '../../../server/contract/parameters.ts'
import type { Pane, Settings } from '../../../server/contract/session.ts'

export const emptySettings: Settings = { systemPrompt: '', parameters: {} }

/** What a pane is asked with. A synced pane follows the shared settings; what it has of its own goes first. */
export function effectiveSettings(shared: Settings, pane: Pick<Pane, 'isSynced' | 'settings'>): Settings {
  if (!pane.isSynced) return pane.settings
  return {
    systemPrompt: pane.settings.systemPrompt || shared.systemPrompt,
    parameters: { ...shared.parameters, ...pane.settings.parameters },
  }
}

/** The pane synced or not, asked with the same settings as before. */
export function withSync(shared: Settings, pane: Pane, isSynced: boolean): Pane {
  const settings = effectiveSettings(shared, pane)
  if (!isSynced) return { ...pane, isSynced, settings }
  return {
    ...pane,
    isSynced,
    settings: {
      systemPrompt: settings.systemPrompt === shared.systemPrompt ? '' : settings.systemPrompt,
      parameters: differing(settings.parameters, shared.parameters),
    },
  }
}

function differing(own: Parameters, shared: Parameters): Parameters {
  // The keys of a Parameters stay the keys of a Parameters.
  return Object.fromEntries(
    Object.entries(own).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(shared[key as keyof Parameters]),
    ),
  ) as Parameters
}
