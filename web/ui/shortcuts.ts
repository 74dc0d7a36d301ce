import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'

/**
 * Every key of the page in one registry, so that the `?` dialog can never disagree with what the keys do.
 * `mod` is Ctrl, and Command on a Mac. The latest registration of a key wins; a handler that returns false passes it on.
 */
export interface Shortcut {
  /** `mod+enter`, `alt+1`, `?`, `escape`. */
  keys: string
  description: string
  allowInFields: boolean
  handler: (event: KeyboardEvent) => void | false
}

interface ShortcutOptions {
  description: string
  /** Works while a text field has the focus. */
  allowInFields?: boolean
  isDisabled?: boolean
}

let registered: readonly Shortcut[] = []
const listeners = new Set<() => void>()

export function useShortcut(keys: string, handler: Shortcut['handler'], options: ShortcutOptions): void {
  const latest = useEffectEvent(handler)
  const { description, allowInFields = false, isDisabled = false } = options
  useEffect(() => {
    if (isDisabled) return undefined
    return registerShortcut({ keys, description, allowInFields, handler: (event) => latest(event) })
  }, [keys, description, allowInFields, isDisabled])
}

function registerShortcut(shortcut: Shortcut): () => void {
  if (registered.length === 0) window.addEventListener('keydown', onKeyDown)
  change([...registered, shortcut])
  return () => {
    change(registered.filter((other) => other !== shortcut))
    if (registered.length === 0) window.removeEventListener('keydown', onKeyDown)
  }
}

/** What works now, one entry a key, in the order of registration. */
export function useShortcuts(): Shortcut[] {
  const all = useSyncExternalStore(listen, () => registered)
  return all.filter((shortcut, index) => all.findLastIndex((it) => it.keys === shortcut.keys) === index)
}

function change(next: readonly Shortcut[]): void {
  registered = next
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function onKeyDown(event: KeyboardEvent): void {
  // The editor of JSON lives in a shadow root, from outside of which the event seems to come from its host.
  const target = event.composedPath()[0] ?? event.target
  if (event.defaultPrevented || event.isComposing || isInPopup(target)) return
  const inField = isTextField(target)
  for (const shortcut of registered.toReversed()) {
    if (inField && !shortcut.allowInFields) continue
    if (!matchesKeys(event, shortcut.keys)) continue
    if (shortcut.handler(event) === false) continue
    event.preventDefault()
    return
  }
}

interface PressedKey {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** Letters and digits with Alt go by their place on the keyboard: Alt+N types ñ on a Mac. */
export function matchesKeys(pressed: PressedKey, keys: string): boolean {
  const parts = keys.toLowerCase().split('+')
  const key = parts.at(-1) ?? ''
  const wantsMod = parts.includes('mod')
  const wantsAlt = parts.includes('alt')
  const wantsShift = parts.includes('shift')
  if (wantsMod !== (pressed.ctrlKey || pressed.metaKey) || wantsAlt !== pressed.altKey) return false
  // The shift of a sign such as ? is part of typing it.
  if (wantsShift !== pressed.shiftKey && (wantsShift || key.length > 1 || /[a-z0-9]/.test(key))) return false
  if (pressed.key.toLowerCase() === key) return true
  return (
    wantsAlt && /^[a-z0-9]$/.test(key) && /^(Key|Digit)/.test(pressed.code) && pressed.code.toLowerCase().endsWith(key)
  )
}

/** As printed on the keys: `mod+enter` → Ctrl ↵. */
export function keyLabels(keys: string, isMac = /Mac|iPhone|iPad/.test(navigator.platform)): string {
  const names: Record<string, string> = {
    mod: isMac ? '⌘' : 'Ctrl',
    alt: isMac ? '⌥' : 'Alt',
    shift: isMac ? '⇧' : 'Shift',
    enter: '↵',
    escape: 'Esc',
  }
  return keys
    .split('+')
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ')
}

function isTextField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]')
  )
}

/** A dialog or menu has keys of its own; one that fades away has none any more, though it may still hold the focus. */
function isInPopup(target: EventTarget | null): boolean {
  const popup = target instanceof Element ? target.closest('[role=dialog], [role=alertdialog], [role=menu]') : null
  return popup !== null && !popup.hasAttribute('data-closed')
}
