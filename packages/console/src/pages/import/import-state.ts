import { useState } from 'react'
import type { FileProblem } from './sheet/file-problem.ts'
import type { Counts, SheetFacts } from './sheet/import-sheet.ts'

/** Where the work stands: nothing read, read and checked, being sent, held up, or sent to the end. */
export type Stage = 'source' | 'reading' | 'check' | 'running' | 'halted' | 'done'

export interface ImportState {
  readonly stage: Stage
  readonly fileName: string
  readonly problem: FileProblem | undefined
  readonly facts: SheetFacts | undefined
  /** Grows with every change of the rows, so that what is shown of them is asked for again. */
  readonly version: number
  /** Why the work is held up. */
  readonly halt: 'paused' | 'quota' | 'failure' | undefined
  readonly failure: unknown
}

export const NOTHING: ImportState = {
  stage: 'source',
  fileName: '',
  problem: undefined,
  facts: undefined,
  version: 0,
  halt: undefined,
  failure: undefined,
}

export interface HeldState {
  readonly state: ImportState
  readonly change: (changes: Partial<ImportState>) => void
  readonly recount: (counts: Counts) => void
  readonly reset: () => void
}

export function useImportState(): HeldState {
  const [state, setState] = useState(NOTHING)
  return {
    state,
    change: (changes) => setState((before) => ({ ...before, ...changes, version: before.version + 1 })),
    recount: (counts) =>
      setState((before) => ({
        ...before,
        version: before.version + 1,
        facts: before.facts === undefined ? undefined : { ...before.facts, counts },
      })),
    reset: () => setState(NOTHING),
  }
}
