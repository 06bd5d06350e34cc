import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'

type Rgb = readonly [number, number, number]
type Theme = 'light' | 'dark'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')

/** The colour of a token as linear light, 0 to 1. */
function token(name: string, theme: Theme): Rgb {
  const text = new RegExp(`--${name}: (?:light-dark\\((#[\\da-f]{6}), (#[\\da-f]{6})\\)|(#[\\da-f]{6}));`).exec(css)
  const hex = theme === 'light' ? (text?.[1] ?? text?.[3]) : (text?.[2] ?? text?.[3])
  assert.ok(hex, `no token --${name}`)
  return [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255)) as unknown as Rgb
}

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)

const times = (matrix: readonly Rgb[], [r, g, b]: Rgb): Rgb => matrix.map(([x, y, z]) => x * r + y * g + z * b) as unknown as Rgb

/** WCAG 2.2, relative luminance and contrast ratio. */
const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b
function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** Björn Ottosson, "A perceptual color space for image processing" (2020). */
function oklab(rgb: Rgb): Rgb {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  ).map(Math.cbrt) as unknown as Rgb
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms,
  )
}

/** Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1.0; on linear light. */
const sights: Readonly<Record<string, readonly Rgb[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

const seen = (rgb: Rgb, sight: readonly Rgb[]): Rgb =>
  times(sight, rgb).map((value) => Math.min(1, Math.max(0, value))) as unknown as Rgb

const distance = (a: Rgb, b: Rgb): number => Math.hypot(...oklab(a).map((value, index) => value - (oklab(b)[index] ?? 0)))

const grounds = ['bg', 'bg-subtle', 'bg-raised']
const states = ['ok', 'warn', 'error', 'info', 'neutral']

const textPairs: readonly (readonly [string, string])[] = [
  ...['text', 'text-muted', 'text-faint', 'link', 'error-fg'].flatMap((text) => grounds.map((ground) => [text, ground] as const)),
  ...states.map((state) => [`${state}-fg`, `${state}-bg`] as const),
  ['text', 'neutral-bg'],
  ['text-muted', 'neutral-bg'],
  ['accent-text', 'accent'],
  ['danger-text', 'danger'],
]

const edgePairs = ['focus', 'border-strong'].flatMap((edge) => grounds.map((ground) => [edge, ground] as const))

const chart = ['chart-valid', 'chart-limited', 'chart-rejected', 'chart-error']

for (const theme of ['light', 'dark'] as const) {
  describe(`the colours in ${theme}`, () => {
    const ratio = (a: string, b: string): number => contrast(token(a, theme), token(b, theme))

    for (const [text, ground] of textPairs) {
      it(`${text} can be read on ${ground}`, () => {
        assert.ok(ratio(text, ground) >= 4.5, `contrast ${ratio(text, ground).toFixed(2)}, needs 4.5`)
      })
    }
    for (const [edge, ground] of [...edgePairs, ...chart.map((color) => [color, 'bg'] as const)]) {
      it(`${edge} can be seen on ${ground}`, () => {
        assert.ok(ratio(edge, ground) >= 3, `contrast ${ratio(edge, ground).toFixed(2)}, needs 3`)
      })
    }
    for (const [sight, matrix] of Object.entries(sights)) {
      it(`the outcomes of a chart are told apart with ${sight} sight`, () => {
        const close = chart.flatMap((a, index) =>
          chart.slice(index + 1).flatMap((b) => {
            const apart = distance(seen(token(a, theme), matrix), seen(token(b, theme), matrix))
            return apart >= 0.15 ? [] : [`${a} and ${b}: ${apart.toFixed(3)}`]
          }),
        )
        assert.deepEqual(close, [])
      })
    }
  })
}
