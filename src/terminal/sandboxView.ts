// What `tunesmith sandbox` says once it serves: where, with which token, and two lines to try.

export function sandboxView({ url, token }: { readonly url: string; readonly token: string }): string[] {
  const root = url.replace(/\/+$/, '').replace(/\/v1$/, '')
  return [
    'The sandbox serves simulated models. Nothing it says comes from a real model.',
    '',
    `  URL    ${root}`,
    `  Token  ${token}`,
    '',
    'Try it:',
    `  curl ${root}/v1/models -H 'authorization: Bearer ${token}'`,
    `  curl ${root}/v1/chat/completions -H 'authorization: Bearer ${token}' -H 'content-type: application/json' \\`,
    `    -d '{"model":"small","messages":[{"role":"user","content":"Answer yes or no: is water wet?"}]}'`,
    '',
    'Ctrl-C stops it.',
  ]
}
