import { memo, useEffect, useRef } from 'react'
import { restWhenMeasured } from './restWhenMeasured.ts'
import { renderUnit } from './UnitView.tsx'
import { areSameUnits, type Unit } from './units.ts'

interface SectionProps {
  units: Unit[]
  text: string
  /** Nothing is added to it any more. */
  isWhole: boolean
  /** Text arrives in it. */
  isGrowing: boolean
}

/**
 * Some neighbouring blocks. What changes outside of a section is nothing to it: without that, sixteen answers that grow
 * cost a walk through all they have said, in each of layout, pre-paint and paint, sixty times a second.
 */
export const Section = memo(
  function Section({ units, text, isWhole, isGrowing }: SectionProps) {
    const element = useRef<HTMLElement>(null)
    useEffect(() => (isWhole && element.current ? restWhenMeasured(element.current) : undefined), [isWhole])
    return (
      <section ref={element} data-growing={isGrowing || undefined}>
        {units.map((unit) => renderUnit(unit, text))}
      </section>
    )
  },
  (before, after) =>
    before.isWhole === after.isWhole && before.isGrowing === after.isGrowing && areSameUnits(before.units, after.units),
)
