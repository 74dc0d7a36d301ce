/** Tabs of one browser tell each other what they saved; another browser's saves are seen when this page is shown again. */
export interface SavedElsewhere {
  sessionId: string
  revision: number
  /**
   * `kept`: what was there could not be merged whole and is a version now. `went-back`: to a version. `renamed`: beside
   * the document, so the revision is as it was.
   */
  how?: 'kept' | 'went-back' | 'renamed'
}

const channelName = 'ai-playground.sessions'
let channel: BroadcastChannel | undefined
/** A channel never hears itself: what this tab says beside a page's own saves is for its page too. */
const here = new Set<(saved: SavedElsewhere) => void>()

export function announceSaved(saved: SavedElsewhere): void {
  channel ??= new BroadcastChannel(channelName)
  // A channel's postMessage takes no origin: it never leaves its own.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel.postMessage(saved)
}

/** Changed beside the page that may be open: it takes it over as from another tab. */
export function announceToAll(saved: SavedElsewhere): void {
  announceSaved(saved)
  // Who did it here needs not be told.
  const { how, ...rest } = saved
  for (const hear of here) hear(how === 'renamed' ? saved : rest)
}

export function onSavedElsewhere(sessionId: string, hear: (saved: SavedElsewhere) => void): () => void {
  channel ??= new BroadcastChannel(channelName)
  const listening = channel
  const take = (saved: SavedElsewhere) => {
    if (saved.sessionId === sessionId) hear(saved)
  }
  const onMessage = ({ data }: MessageEvent<SavedElsewhere>) => take(data)
  listening.addEventListener('message', onMessage)
  here.add(take)
  return () => {
    listening.removeEventListener('message', onMessage)
    here.delete(take)
  }
}
