/** How every AWS client asks: soon again, and not for long. Endpoints, region and credentials are the environment's. */
export const awsClient = {
  retryMode: 'adaptive',
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
} as const
