/** The tabs that the page opens with: a query and a mutation that work as they stand. */
export const DEFAULT_TABS: readonly { readonly query: string; readonly variables?: string }[] = [
  {
    query: `# Press the button, or Ctrl-Enter. The second tab changes what this one shows.
query MartysStatus {
  userStatus(user: { username: "marty" }) {
    id
    name
    type
    note
    returnTime
    userCreated
    observedAt
  }
}
`,
  },
  {
    query: `mutation SetMartysStatus {
  setUserStatus(
    input: {
      user: { username: "marty" }
      name: "Went back in time"
      type: AWAY
      note: "Tell Doc Brown"
      returnIn: "PT30M"
    }
  ) {
    userStatus {
      id
      name
      type
      note
      returnTime
      userCreated
      observedAt
    }
  }
}
`,
  },
];
