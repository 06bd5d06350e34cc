import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react'
import { formatNumber } from '../i18n/format.ts'
import { t } from '../i18n/i18n.ts'
import type { Series } from './outcome-series.ts'
import { fillOf, SeriesPattern, UnfinishedPattern } from './patterns.tsx'
import { axisSteps, labelledSlots, stackOf } from './scale.ts'
import { useWidth } from './use-width.ts'

export interface Slot {
  /** The whole of its time, for the readout. */
  readonly name: string
  /** For the axis. */
  readonly shortName: string
  /** As `series`. */
  readonly values: readonly number[]
  readonly state: 'whole' | 'filling' | 'not-kept'
}

export interface StackedBarsProps {
  readonly label: string
  readonly series: readonly Series[]
  readonly slots: readonly Slot[]
  /** Click or Enter on a slot. */
  readonly onOpen?: (index: number) => void
}

const HEIGHT = 240
const ROOM = { start: 48, end: 8, top: 12, bottom: 28 }
const PLOT = HEIGHT - ROOM.top - ROOM.bottom

/** Bars of several layers over time, with a cursor for the arrow keys whose place is told in words. */
export function StackedBars({ label, series, slots, onOpen }: StackedBarsProps) {
  const prefix = useId()
  const [frame, width] = useWidth<HTMLDivElement>(640)
  const [chosen, setChosen] = useState<number>()
  const cursor = chosen === undefined ? undefined : Math.min(chosen, slots.length - 1)
  const step = (width - ROOM.start - ROOM.end) / Math.max(slots.length, 1)
  const slotAt = ({ clientX, currentTarget }: PointerEvent): number => {
    const place = Math.floor((clientX - currentTarget.getBoundingClientRect().left - ROOM.start) / step)
    return Math.max(0, Math.min(slots.length - 1, place))
  }
  const onKey = (event: KeyboardEvent): void => {
    const next = cursorAfter(event.key, cursor, slots.length)
    if (next !== undefined) {
      event.preventDefault()
      setChosen(next)
    } else if (event.key === 'Escape') setChosen(undefined)
    else if (event.key === 'Enter' && cursor !== undefined) onOpen?.(cursor)
  }
  return (
    <div className="grid min-w-0 gap-2">
      <div
        ref={frame}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-describedby={`${prefix}-help`}
        aria-orientation="horizontal"
        aria-valuemin={1}
        aria-valuemax={Math.max(slots.length, 1)}
        aria-valuenow={(cursor ?? 0) + 1}
        aria-valuetext={cursor === undefined ? t('No bar chosen') : (slots[cursor]?.name ?? '')}
        className={`relative h-60 ${onOpen === undefined ? '' : 'cursor-pointer'}`}
        onKeyDown={onKey}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && setChosen((now) => now ?? slots.length - 1)}
        onPointerMove={(event) => setChosen(slotAt(event))}
        onPointerLeave={(event) => document.activeElement !== event.currentTarget && setChosen(undefined)}
        onClick={(event) => event.detail > 0 && onOpen?.(slotAt(event as unknown as PointerEvent))}
      >
        <svg width={width} height={HEIGHT} aria-hidden="true" className="absolute inset-0">
          <defs>
            {series.map(({ id, color, pattern }) => (
              <SeriesPattern key={id} id={`${prefix}-${id}`} color={color} name={pattern} />
            ))}
            <UnfinishedPattern id={`${prefix}-filling`} />
          </defs>
          <Plot {...{ prefix, width, step, series, slots, cursor }} />
        </svg>
      </div>
      <p id={`${prefix}-help`} className="sr-only">
        {t('Arrow keys move from bar to bar, Home and End go to the ends, Enter opens the time of a bar.')}
      </p>
      <Readout series={series} slot={cursor === undefined ? undefined : slots[cursor]} />
    </div>
  )
}

export function cursorAfter(key: string, cursor: number | undefined, count: number): number | undefined {
  const last = count - 1
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, (cursor ?? count) - 1)
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(last, (cursor ?? -1) + 1)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}

interface PlotProps {
  readonly prefix: string
  readonly width: number
  readonly step: number
  readonly series: readonly Series[]
  readonly slots: readonly Slot[]
  readonly cursor: number | undefined
}

function Plot({ prefix, width, step, series, slots, cursor }: PlotProps) {
  const steps = axisSteps(Math.max(...slots.map(({ values }) => values.reduce((sum, value) => sum + value, 0)), 1))
  const top = steps.at(-1) ?? 1
  const y = (value: number): number => ROOM.top + PLOT - (value / top) * PLOT
  const x = (index: number): number => ROOM.start + index * step
  return (
    <>
      {steps.map((value) => (
        <g key={value}>
          <path d={`M${ROOM.start} ${y(value)}H${width - ROOM.end}`} style={{ stroke: 'var(--border)' }} />
          <text x={ROOM.start - 8} y={y(value) + 4} textAnchor="end" className="fill-muted text-[12px]" data-private>
            {formatNumber(value)}
          </text>
        </g>
      ))}
      {cursor !== undefined && (
        <rect x={x(cursor)} y={ROOM.top} width={step} height={PLOT} style={{ fill: 'var(--neutral-bg)' }} data-cursor={cursor} />
      )}
      {slots.map((slot, index) => (
        <Bar key={slot.name} {...{ prefix, series, slot, y }} x={x(index)} width={step} />
      ))}
      {labelledSlots(slots.length, step, Math.max(...slots.map(({ shortName }) => shortName.length))).map((index) => (
        <text key={index} x={x(index) + step / 2} y={HEIGHT - 8} textAnchor="middle" className="fill-muted text-[12px]">
          {slots[index]?.shortName}
        </text>
      ))}
    </>
  )
}

interface BarProps {
  readonly prefix: string
  readonly series: readonly Series[]
  readonly slot: Slot
  readonly x: number
  readonly width: number
  readonly y: (value: number) => number
}

function Bar({ prefix, series, slot, x, width, y }: BarProps) {
  const gap = Math.min(4, width * 0.2)
  const box = { x: x + gap / 2, width: Math.max(width - gap, 1) }
  if (slot.state === 'not-kept') {
    return <rect {...box} y={ROOM.top} height={PLOT} style={{ fill: 'var(--bg-subtle)' }} data-slot="not-kept" />
  }
  const layers = stackOf(slot.values)
  const end = y(layers.at(-1)?.to ?? 0)
  return (
    <g data-slot={slot.state}>
      {layers.map(({ from, to }, index) => {
        const one = series[index]
        if (one === undefined || to === from) return null
        const height = Math.max(y(from) - y(to), 1)
        return <rect key={one.id} {...box} y={y(to)} height={height} style={{ fill: fillOf(prefix, one) }} data-series={one.id} />
      })}
      {slot.state === 'filling' && (
        <rect {...box} y={end} height={ROOM.top + PLOT - end} style={{ fill: `url(#${prefix}-filling)` }} />
      )}
    </g>
  )
}

/** What the cursor stands on, told to those who listen as well. */
function Readout({ series, slot }: { readonly series: readonly Series[]; readonly slot: Slot | undefined }) {
  return (
    <output
      aria-live="polite"
      className="block min-h-10 text-table"
      data-readout
      data-private={slot === undefined ? undefined : true}
    >
      {slot === undefined ? (
        <span className="text-muted">{t('Point at a bar, or use the arrow keys on the chart, to read its figures.')}</span>
      ) : (
        <>
          <span className="font-medium">{slot.name}</span>
          {slot.state === 'filling' && ` (${t('still filling')})`}
          {slot.state === 'not-kept' && ` (${t('no longer kept')})`}
          {': '}
          {slot.state !== 'not-kept' && readingOf(series, slot)}
        </>
      )}
    </output>
  )
}

function readingOf(series: readonly Series[], { values }: Slot): string {
  const total = values.reduce((sum, value) => sum + value, 0)
  const parts = series.flatMap(({ name }, index) => {
    const value = values[index] ?? 0
    return value > 0 ? [t('{name} {count}', { name, count: formatNumber(value) })] : []
  })
  return [t('{count} in all', { count: formatNumber(total) }), ...parts].join(', ')
}
