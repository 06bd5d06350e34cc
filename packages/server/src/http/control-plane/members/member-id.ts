import type { ControlCall } from '../../operation.ts'

/** The person that the path names. */
export const memberIdOf = ({ params }: Pick<ControlCall, 'params'>): string => (params['member'] ?? '').toLowerCase()
