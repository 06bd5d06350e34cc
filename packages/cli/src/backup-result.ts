/** An instant as results show it; null when there is none. */
export const timeText = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString())
