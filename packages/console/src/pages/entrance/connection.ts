const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || host.startsWith('127.')

/** Whoever sits between this browser and the server can read along. */
export const isUnprotected = (): boolean => location.protocol === 'http:' && !isLoopback(location.hostname)
