/** Where scripts are in the containers that have any: those of steps and sidecars, named after them, and the helpers'. */
export const scriptFolder = '/millrace/scripts'
