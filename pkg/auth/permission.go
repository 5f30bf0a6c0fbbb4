package auth

// Permission is what a route states. Deny by default: a route without one is refused at start-up and by a test.
type Permission string

// Permissions. What depends on the object (own, another's, the programme's) is decided by the use case, which answers NotFound
// where existence is private.
const (
	Public          Permission = "public"        // anybody, signed in or not
	SignedIn        Permission = "signed_in"     // any person
	OwnObject       Permission = "own_object"    // any person; the use case checks that the object concerns them
	ScopedRole      Permission = "scoped_role"   // any person; the use case asks for a grant on the object's scope
	IsModerator     Permission = "moderator"     // on the instance
	IsAdministrator Permission = "administrator" // on the instance
	Unsubscribe     Permission = "signed_link"   // whoever has the signed link (one-click unsubscribe, confirmations)
)
