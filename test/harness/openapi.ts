import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "vitest";

type Json = Record<string, unknown>;

interface Described {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Json }> }>>;
}

/** Checks real answers against an OpenAPI description, and tells what of it was never asked. */
export class Description {
  readonly document: Described & Json;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #seen = new Set<string>();

  constructor(document: Json) {
    this.document = document as Described & Json;
    addFormats.default(this.#ajv);
    this.#ajv.addSchema({ $id: "api", ...document });
  }

  /** Expects that an answer is one of those that are described. @param path as described: `/v1/matches/{match_id}` */
  check(method: string, path: string, status: number, body: unknown): void {
    const operation = this.document.paths[path]?.[method.toLowerCase()];
    const response = operation?.responses[String(status)];
    expect(
      response,
      `${method} ${path} answers ${status}, which is not described: ${JSON.stringify(body)}`,
    ).toBeDefined();
    this.#seen.add(`${method} ${path}`);
    if (status === 304) return;
    const pointer = [
      "paths",
      path,
      method.toLowerCase(),
      "responses",
      String(status),
      "content",
      "application/json",
      "schema",
    ]
      .map((key) => key.replaceAll("~", "~0").replaceAll("/", "~1"))
      .map(encodeURIComponent)
      .join("/");
    const validate = this.#ajv.getSchema(`api#/${pointer}`);
    if (!validate) throw new Error(`Cannot find the schema of ${method} ${path} ${status}`);
    const errors: ErrorObject[] = validate(body) ? [] : (validate.errors ?? []);
    expect(errors, `${method} ${path} ${status}: ${JSON.stringify(body)}`).toEqual([]);
  }

  /** Operations that are described and were not checked. */
  get unchecked(): string[] {
    return Object.entries(this.document.paths)
      .flatMap(([path, operations]) =>
        Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
      )
      .filter((operation) => !this.#seen.has(operation));
  }
}
