import { checkLink } from './linkSafety.ts'

/**
 * An image in an answer is a request to whoever the model names, with whatever it put into the address: it is never
 * made by itself. The reader sees where it would go, and may go there.
 */
export function BlockedImage({ url, alt, isInLink }: { url: string; alt: string; isInLink: boolean }) {
  const link = checkLink(url, '')
  const name = alt === '' ? 'Image' : `Image: ${alt}`
  return (
    <span className="md-image">
      <span className="md-image-name">{name}</span>{' '}
      <span className="md-host">{link.isClickable ? link.host : url.slice(0, 80)}</span>
      {link.isClickable && !isInLink && (
        <>
          {' '}
          <a
            href={link.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            title={link.href}
            aria-label={`Open image from ${link.host} in a new tab`}
          >
            Open
          </a>
        </>
      )}
    </span>
  )
}
