import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { part } from '../../ui/part.tsx'
import { PartBoundary } from '../../ui/PartBoundary.tsx'

const ImportDialog = part(async () => (await import('./ImportDialog.tsx')).ImportDialog)

export function ImportButton() {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button onPointerEnter={() => void ImportDialog.preload()} onClick={() => setIsOpen(true)}>
        Import
      </Button>
      {isOpen && (
        <PartBoundary>
          <ImportDialog onClose={() => setIsOpen(false)} />
        </PartBoundary>
      )}
    </>
  )
}
