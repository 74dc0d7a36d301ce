import { useState } from 'react'
import type { SessionsImported } from '../../../server/contract/sessionFile.ts'
import { forkShare } from '../../api/shares.ts'
import { Button } from '../../ui/Button.tsx'
import { Field } from '../../ui/Field.tsx'
import { TextField } from '../../ui/TextField.tsx'

interface ShareFieldProps {
  isBusy: boolean
  onTake: (from: () => Promise<SessionsImported>) => Promise<unknown>
}

/** A link of this server's; nothing is ever fetched from another. */
export function ShareField({ isBusy, onTake }: ShareFieldProps) {
  const [link, setLink] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const token = tokenOf(link)
  const isElsewhere = link.trim() !== '' && token === undefined
  return (
    <form
      aria-label="From a share"
      className="grid w-full max-w-[66ch] gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (token !== undefined) void onTake(() => forkShare(token, passphrase))
      }}
    >
      <div className="grid gap-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Field label="Link of a share">
          <TextField value={link} onChange={setLink} placeholder={`${window.location.origin}/share/…`} />
        </Field>
        <Field label="Passphrase, if it asks for one">
          <TextField type="password" value={passphrase} onChange={setPassphrase} />
        </Field>
      </div>
      {isElsewhere && (
        <p className="text-note text-warn">
          This is no share of this playground. Open the link, save its page as a file, and drop the file here.
        </p>
      )}
      <Button type="submit" disabled={token === undefined || isBusy} className="justify-self-start">
        Take the share
      </Button>
    </form>
  )
}

/** Of a link to a share here, under whichever of this machine's names, or of the address that Fork leads to. */
function tokenOf(link: string): string | undefined {
  let url: URL
  try {
    url = new URL(link.trim(), window.location.origin)
  } catch {
    return undefined
  }
  if (url.port !== window.location.port || !own.has(url.hostname)) return undefined
  return /^\/share\/([\w-]+)\/?$/.exec(url.pathname)?.[1] ?? /^#fork=([\w-]+)$/.exec(url.hash)?.[1]
}

const own = new Set([window.location.hostname, 'localhost', '127.0.0.1', '[::1]'])
