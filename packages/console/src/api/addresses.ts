/** Where the server put the console: `/console`, or below the path of a proxy. */
const given = document.querySelector<HTMLMetaElement>('meta[name="latchkey-base"]')?.content ?? '/console/'

/** Without a slash at its end. */
export const consolePath = given.replace(/\/+$/, '')

/** The server's own address, where its APIs begin. */
export const serverAddress = location.origin + consolePath.replace(/\/console$/, '')
