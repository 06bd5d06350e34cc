import type { ReactNode } from 'react'

export type PatternName =
  | 'plain'
  | 'rising'
  | 'falling'
  | 'level'
  | 'upright'
  | 'grid'
  | 'cross'
  | 'fine-rising'
  | 'fine-level'
  | 'dots'

interface Shape {
  readonly size: number
  readonly turned?: number
  readonly marks: ReactNode
}

const across = (size: number): ReactNode => <path d={`M0 ${size / 2}H${size}`} />
const both = (size: number): ReactNode => <path d={`M0 ${size / 2}H${size}M${size / 2} 0V${size}`} />

const shapes: Readonly<Record<Exclude<PatternName, 'plain'>, Shape>> = {
  rising: { size: 6, turned: -45, marks: across(6) },
  falling: { size: 6, turned: 45, marks: across(6) },
  level: { size: 6, marks: across(6) },
  upright: { size: 6, turned: 90, marks: across(6) },
  grid: { size: 6, marks: both(6) },
  cross: { size: 6, turned: 45, marks: both(6) },
  'fine-rising': { size: 4, turned: -45, marks: across(4) },
  'fine-level': { size: 4, marks: across(4) },
  dots: { size: 5, marks: <circle cx="2.5" cy="2.5" r="0.6" /> },
}

/** The colour with lines or dots of the ground in it. */
export function SeriesPattern({ id, color, name }: { readonly id: string; readonly color: string; readonly name: PatternName }) {
  if (name === 'plain') return null
  const { size, turned = 0, marks } = shapes[name]
  return (
    <pattern id={id} width={size} height={size} patternUnits="userSpaceOnUse" patternTransform={`rotate(${turned})`}>
      <rect width={size} height={size} style={{ fill: color }} />
      <g style={{ stroke: 'var(--bg)', strokeWidth: 1.4, fill: 'none' }}>{marks}</g>
    </pattern>
  )
}

/** Over a bar whose slot still fills. */
export const UnfinishedPattern = ({ id }: { readonly id: string }) => (
  <pattern id={id} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect width="8" height="3.5" style={{ fill: 'var(--bg)', fillOpacity: 0.75 }} />
  </pattern>
)

export const fillOf = (prefix: string, { id, color, pattern }: { id: string; color: string; pattern: PatternName }): string =>
  pattern === 'plain' ? color : `url(#${prefix}-${id})`
