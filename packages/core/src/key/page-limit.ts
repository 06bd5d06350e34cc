import { invalidField } from '../errors/domain-error.ts'

export const PAGE_SIZE_DEFAULT = 50
export const PAGE_SIZE_MAX = 1000

/** How many things a page holds: 0 takes the default, above the maximum takes the maximum. Throws `bad_request` below zero. */
export function pageLimit(pageSize: number): number {
  if (pageSize < 0) throw invalidField('page_size', 'must not be negative')
  return pageSize === 0 ? PAGE_SIZE_DEFAULT : Math.min(pageSize, PAGE_SIZE_MAX)
}
