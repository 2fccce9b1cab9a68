/** What the compiler does not see: forgotten promises, hidden clocks, and packages outside their room. */
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const clockAndEnvironment = [
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: "The clock is an argument." },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "The clock is an argument." },
  { selector: "CallExpression[callee.name='Date']", message: "The clock is an argument." },
  { selector: "MemberExpression[object.name='process'][property.name='env']", message: "Settings are arguments; only the wiring reads the environment." },
];

const stateMachines = { group: ["xstate", "xstate/*"], message: "Only src/machines knows the state machine library." };
const databases = {
  group: ["kysely", "kysely/*", "pg", "better-sqlite3"],
  message: "Only src/store and migrations speak to the database.",
};
const bans = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

export default defineConfig(
  { ignores: ["dist/", "coverage/", "data/", "node_modules/"] },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true }],
      // Figures and ids are written into texts everywhere, and that is what they are for.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      eqeqeq: "error",
      "max-lines": ["warn", 350],
    },
  },
  { files: ["src/**/*.{ts,tsx}"], ignores: ["src/{cli,config}/**", "src/main.ts"], rules: { "no-restricted-syntax": ["error", ...clockAndEnvironment] } },
  { files: ["src/**/*.{ts,tsx}"], ignores: ["src/{machines,store}/**"], rules: bans(stateMachines, databases) },
  { files: ["src/machines/**/*.ts"], rules: bans(databases) },
  { files: ["src/store/**/*.ts", "migrations/**/*.ts"], rules: bans(stateMachines) },
  {
    // Tests read foreign JSON and drive things out of order; the promises they forget still count.
    files: ["tests/**/*.ts", "bench/**/*.ts", "trust/**/*.ts"],
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/require-await": "off",
    },
  },
);
