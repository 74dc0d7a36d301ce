import type { ReactNode } from 'react'
import { checkLink } from './linkSafety.ts'

interface ExternalLinkProps {
  url: string
  /** What the link says, as plain text. */
  text: string
  children: ReactNode
}

export function ExternalLink({ url, text, children }: ExternalLinkProps) {
  const link = checkLink(url, text)
  if (!link.isClickable) {
    return (
      <span className="md-dead-link" title="This address is not opened: only http, https and mailto are.">
        {children} <span className="md-host">({url.slice(0, 200)})</span>
      </span>
    )
  }
  return (
    <>
      <a href={link.href} target="_blank" rel="noopener noreferrer nofollow" title={link.href}>
        {children}
      </a>
      {link.isDeceptive && <span className="md-host"> ({link.host})</span>}
    </>
  )
}
