export interface ComparePageProps {
  sessionId: string
  /** The address named no session yet: this one is created by its first save. */
  isNew: boolean
}

export default function ComparePage({ sessionId }: ComparePageProps) {
  return <main key={sessionId} aria-label="Compare" />
}
