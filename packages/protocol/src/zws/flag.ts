/** RFC 45/ZWS 2.0, "Framing": the octet before each frame. */
export const flag = { last: 0, more: 1, command: 2 } as const;
