import type { SessionVersion } from '../../../server/contract/sessionVersion.ts'

/** What was sent or typed, else the title. */
export function versionName({ words, title, number }: SessionVersion): string {
  return words || title.trim() || `Version ${number}`
}

const reasons: Record<SessionVersion['why'], string> = {
  sent: 'Sent',
  'before-going-back': 'Before going back',
  elsewhere: 'Changed elsewhere',
}

export function versionFacts({ why, sends }: SessionVersion): string {
  if (sends === 0) return reasons[why]
  return `${reasons[why]} · ${sends === 1 ? '1 prompt' : `${sends} prompts`}`
}
