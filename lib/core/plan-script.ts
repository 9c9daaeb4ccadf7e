/** The file that a step's script is projected to, mode 0755, in that step's container. */
export const scriptPath = (containerName: string): string => `/millrace/scripts/${containerName}`
