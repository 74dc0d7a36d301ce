import type { EmbedText } from '../../../server/contract/embedDocument.ts'
import { formatCount } from '../../ui/formatNumber.ts'
import { isUnit } from '../../vectors/measures.ts'
import { activeModel } from './models.ts'
import { Strip } from './Strip.tsx'
import { useEmbed, type RowInfo } from './workbench.ts'

/** What the active model made of a text: ‖v‖ 1.0000 unit · 1024 dims · 11 tok, and its picture. */
export function RowFigures({ text }: { text: EmbedText }) {
  const model = useEmbed(({ document, activeModelId }) => activeModel(document, activeModelId))
  const info = useEmbed(({ rows }) => (model ? rows[model.vectorsId]?.byText.get(text.id) : undefined))
  const dimensions = useEmbed(({ rows }) => (model ? (rows[model.vectorsId]?.dimensions ?? 0) : 0))
  const tolerance = useEmbed(({ document }) => document.tolerance)
  const isEmpty = text.text.trim() === ''
  return (
    <>
      <p className="col-start-2 font-mono text-measure font-medium text-ink-3 tabular-nums">
        {info && info.state !== 'missing' ? (
          <Figures info={info} usual={dimensions} tolerance={tolerance} />
        ) : isEmpty ? (
          'empty: not embedded'
        ) : (
          'not embedded yet'
        )}
        {text.label !== undefined && <span> · {text.label}</span>}
      </p>
      {/* Its place is kept before the vector is there. */}
      <div className="col-start-2 h-[18px]">{info && model && <Strip strip={info.strip} hue={model.hue} />}</div>
    </>
  )
}

function Figures({ info, usual, tolerance }: { info: RowInfo; usual: number; tolerance: number }) {
  const unit = isUnit(info.norm, tolerance)
  return (
    <>
      {info.state === 'nan' ? (
        <span className="text-bad">has NaN</span>
      ) : info.state === 'zero' ? (
        <span className="text-bad">all zeros</span>
      ) : (
        <>
          ‖v‖ {info.norm.toFixed(4)}{' '}
          <span className={unit ? 'text-good' : 'text-warn'}>{unit ? 'unit' : 'not unit'}</span>
        </>
      )}
      {' · '}
      <span className={info.state === 'wrong-dimension' ? 'text-bad' : undefined}>
        {formatCount(info.dimensions)} dims{info.state === 'wrong-dimension' && `, not ${formatCount(usual)}`}
      </span>
      {info.tokens !== undefined && (
        <span title={info.isTokensEstimated ? 'The endpoint counted the batch; this is a share by length.' : undefined}>
          {' '}
          · {info.isTokensEstimated && '~'}
          {formatCount(info.tokens)} tok
        </span>
      )}
    </>
  )
}
