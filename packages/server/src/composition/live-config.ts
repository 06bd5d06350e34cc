import type { LoadedConfig } from '../config/load-config.ts'
import { type ClientIpResolver, makeClientIpResolver } from '../http/client-ip.ts'
import { type HostReader, makeHostReader } from '../http/forwarded-host.ts'
import { makeTransportReader, type TransportReader } from '../http/forwarded-proto.ts'

export interface RequestReaders {
  readonly clientIpOf: ClientIpResolver
  readonly hostOf: HostReader
  readonly isSecure: TransportReader
}

/** The configuration in effect, with what is compiled from it. */
export interface LiveConfig {
  readonly current: () => LoadedConfig
  /** What is believed of a request, by the configuration of the moment. */
  readonly readers: RequestReaders
  /** Throws, and then changes nothing, when the new configuration cannot be used. */
  replace(loaded: LoadedConfig): void
}

export function makeLiveConfig(first: LoadedConfig): LiveConfig {
  let live = compileConfig(first)
  return {
    current: () => live.loaded,
    readers: {
      clientIpOf: (socketAddress, headers) => live.clientIpOf(socketAddress, headers),
      hostOf: (socketAddress, headers) => live.hostOf(socketAddress, headers),
      isSecure: (socketAddress, headers) => live.isSecure(socketAddress, headers),
    },
    replace(next) {
      live = compileConfig(next)
    },
  }
}

function compileConfig(loaded: LoadedConfig): RequestReaders & { readonly loaded: LoadedConfig } {
  const { clientIpSource: source, trustedProxies, trustForwardedHost: trustsForwardedHost } = loaded.config.serve.http
  return {
    loaded,
    clientIpOf: makeClientIpResolver({ source, trustedProxies }),
    hostOf: makeHostReader({ trustsForwardedHost, trustedProxies }),
    isSecure: makeTransportReader(trustedProxies),
  }
}
