import type { z } from "zod";

/**
 * A line of one of the forms that a file's lines may have.
 * @param wanted the forms, for the error
 * @throws Error saying what was wanted and, where a field is empty, which
 * @example lineOfForm({ text: "a" }, z.object({ text: z.string() }), '{"text": text}').text
 */
export function lineOfForm<T extends z.ZodType>(value: unknown, schema: T, wanted: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [empty] = Object.entries(value ?? {}).find(([, held]) => held?.length === 0) ?? [];
  throw new Error(empty === undefined ? `wanted ${wanted}` : `"${empty}" is empty; wanted ${wanted}`);
}
