/**
 * The environment of a kernel that ends itself when a process is gone (jupyter_client's `JPY_PARENT_PID`). With 1 it never does:
 * ipykernel looks for no parent then, and says nothing about it either.
 */
export function withParent(env: Readonly<Record<string, string>>, pid: number): Record<string, string> {
  return { ...env, JPY_PARENT_PID: String(pid) };
}
