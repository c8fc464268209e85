/** The address of a path of the service on the web: `https://…` of `mail.publicUrl`, with or without a folder. */
export function publicAddress(publicUrl: string, path: string): string {
  return `${publicUrl.replace(/\/+$/, '')}${path}`;
}
