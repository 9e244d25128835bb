import { escapeHtml } from '@himalia/core';

export type LoginPage = {
  readonly baseUrl: string;
  readonly next: string;
  readonly xsrf: string;
  readonly accepts: { readonly token: boolean; readonly password: boolean };
  readonly canSetPassword: boolean;
  /** What was wrong with the last attempt. */
  readonly problem?: string;
};

function secretName({ token, password }: LoginPage['accepts']): string {
  if (token && password) return 'Password or token';
  return token ? 'Token' : 'Password';
}

const whereTheTokenIs = `<details>
<summary>Where is the token?</summary>
<p class="soft">In the address that the server printed when it started, after <code>token=</code>. Opening that address logs you in without this page.</p>
</details>`;

const newPassword = `<details>
<summary>Set a password for next time</summary>
<label for="new-password">New password</label>
<input id="new-password" name="new_password" type="password" autocomplete="new-password" minlength="8" maxlength="1024" aria-describedby="new-password-hint">
<small id="new-password-hint">At least 8 characters. Give the token above to prove that it is you.</small>
</details>`;

/** The form that asks for the token or the password, as the main part of a page; it works without JavaScript. */
export function loginPage(options: LoginPage): string {
  const { baseUrl, next, xsrf, accepts, canSetPassword, problem } = options;
  const name = secretName(accepts);
  const action = `${baseUrl}login?next=${encodeURIComponent(next)}`;
  const alert = problem === undefined ? '' : `<p role="alert" id="problem">${escapeHtml(problem)}</p>`;
  return `<h1>Log in</h1>
<p class="soft">This Jupyter server asks for its ${name.toLowerCase()}.</p>
${alert}
<form method="post" action="${escapeHtml(action)}">
<input type="hidden" name="_xsrf" value="${escapeHtml(xsrf)}">
<input type="text" name="username" value="jupyter" autocomplete="username" hidden>
<label for="password">${name}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" required autofocus${problem === undefined ? '' : ' aria-invalid="true" aria-describedby="problem"'}>
${canSetPassword ? newPassword : ''}
<button type="submit">Log in</button>
</form>
${accepts.token ? whereTheTokenIs : ''}`;
}

/** Says that the session has ended. */
export function logoutPage(baseUrl: string, loginPath: string | undefined): string {
  return loginPath === undefined
    ? `<h1>No login here</h1>
<p>This server asks nobody for a token or a password, so there is nothing to log out of.</p>
<a class="button" href="${escapeHtml(baseUrl)}">Go on</a>`
    : `<h1>Logged out</h1>
<p>Successfully logged out of this browser. Kernels and terminals go on running.</p>
<a class="button" href="${escapeHtml(`${baseUrl}${loginPath}`)}">Log in again</a>`;
}
