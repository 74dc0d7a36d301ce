import { create } from 'zustand'
import { part } from './part.tsx'
import { PartBoundary } from './PartBoundary.tsx'

export interface ToastContent {
  message: string
  action?: { label: string; onSelect: () => void }
}

/** Said and not yet shown; `wasUsed` from the first one on. */
export const useToastQueue = create<{ queue: ToastContent[]; wasUsed: boolean }>(() => ({ queue: [], wasUsed: false }))

export function showToast(content: ToastContent): void {
  useToastQueue.setState(({ queue }) => ({ queue: [...queue, content], wasUsed: true }))
}

const ToastPopups = part(async () => (await import('./ToastPopups.tsx')).ToastPopups)

/** Rendered once, by the shell: a polite live region in the lower right corner. */
export function ToastLayer() {
  const wasUsed = useToastQueue((state) => state.wasUsed)
  return <PartBoundary>{wasUsed && <ToastPopups />}</PartBoundary>
}
